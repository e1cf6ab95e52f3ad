"""Reading the query of an address that narrows a file or a feed."""

from starlette.datastructures import QueryParams

from portal.errors import InvalidInputError


def single(query: QueryParams) -> dict[str, str]:
    """The parameters, if none is given twice: a second value would be lost without a word."""
    if len(query.multi_items()) != len(query):
        raise InvalidInputError("each filter may be given once")
    return dict(query)
