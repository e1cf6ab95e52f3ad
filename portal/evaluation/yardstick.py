"""The scheme a round is bound to, read back from the database and checked against its digest."""

from functools import lru_cache

from portal.errors import ConflictError
from portal.evaluation.exact import read_json
from portal.evaluation.scheme import Scheme, parse_scheme, scheme_digest
from portal.records.evaluation import Round


def scheme_of(round_: Round) -> Scheme:
    """The scheme of a round; ConflictError if it is not the one the round was planned with."""
    scheme, digest = _read(round_.scheme.body)
    if digest != round_.scheme_digest:
        raise ConflictError(
            "the scheme {id} was changed after the round was planned; the round cannot go on",
            id=round_.scheme_id,
        )
    return scheme


@lru_cache(maxsize=256)
def _read(body: str) -> tuple[Scheme, str]:
    scheme = parse_scheme(read_json(body.encode(), "scheme"))
    return scheme, scheme_digest(scheme)
