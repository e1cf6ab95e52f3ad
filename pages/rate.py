"""Rate: sign in or enter a code, see what is rated and who sees it, answer, done."""

from portal.locale import gettext
from portal.sitemap import BY_NAME
from portal.ui import demo_hint, frame, guard, rating


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["rate"])
    if rating.is_done():
        rating.show_thanks()
        return
    found = rating.round_of_signed_in() or rating.round_of_code()
    if found is None:
        demo_hint.show_codes()
        rating.ask_for_code()
        if guard.identity() is None:
            frame.show(frame.section(gettext("Or sign in")))
            guard.sign_in_button()
        return
    rating.show_subject(found[0])
    rating.show_questionnaire(*found)
    rating.offer_another_code()


main()
