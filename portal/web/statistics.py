"""The statistics behind the pictures as files."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.disclosure.formats.csv import MEDIA_TYPE
from portal.disclosure.formats.statistics import BY, write_statistic
from portal.disclosure.spending import SpendingFilter
from portal.errors import InvalidInputError, UnavailableError
from portal.locale import explain, use
from portal.records.session import reading
from portal.web.language import language_of
from portal.web.queries import single

NAME = "spending.csv"


def statistic_routes() -> list[Route]:
    """``/data/spending.csv``; stands before the tables, whose names it does not share."""
    return [Route(f"/data/{NAME}", give_spending, methods=["GET"])]


def give_spending(request: Request) -> Response:
    """What is spent, grouped as ``by`` says, under the filters of the page."""
    try:
        asked = single(request.query_params)
        by = asked.pop("by", "")
        wanted = SpendingFilter.read(asked)
        with reading() as session:
            body = write_statistic(session, wanted, by or BY[0])
    except InvalidInputError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=400)
    except UnavailableError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=503, headers={"Retry-After": "60"})
    headers = {"Content-Disposition": f'attachment; filename="spending-by-{by or BY[0]}.csv"'}
    return Response(body, media_type=MEDIA_TYPE, headers=headers)
