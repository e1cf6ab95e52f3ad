"""Whether results meet their targets, and whether the money was counted as it was spent."""

from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from portal.evaluation.tables.figures import Quantity, agrees, percent, quantity, said
from portal.evaluation.tables.model import Fault, FaultName, Funds, NotTested, Row, Table, Verdict
from portal.locale import marked

_UNMET = {"未完成", "未达标", "未达到", "未达成", "未实现"}
_COMPARE = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}


def check_targets(table: Table) -> Verdict:
    """Every target with a measured result: full marks for a missed one are a fault.

    A missed target that cost marks is none: how many is the form's business.
    """
    tested = [
        (row, met)
        for row in table.indicators
        if row.score is not None
        and row.points
        and (met := is_met(row.target, row.actual)) is not None
    ]
    if not tested:
        return NotTested(marked("no scored target can be compared with its result"))
    why = marked("{actual} misses the target {target} and has full marks, {score} of {points}")
    return tuple(
        Fault(
            FaultName.FULL_MARKS_FOR_MISSED_TARGET,
            row.line,
            row.name,
            why,
            {
                "actual": row.actual,
                "target": row.target,
                "score": said(row.score or 0),
                "points": said(row.points or 0),
            },
        )
        for row, met in tested
        if not met and (row.score or 0) >= (row.points or 0)
    )


def check_measurements(table: Table) -> Verdict:
    """Every printed result: one that carries a sign of comparison was not measured."""
    rows = [row for row in table.indicators if row.actual]
    if not rows:
        return NotTested(marked("no results are printed"))
    why = marked("the result {actual} has the sign of a target, so nothing was measured")
    return tuple(
        Fault(FaultName.TARGET_AS_RESULT, row.line, row.name, why, {"actual": row.actual})
        for row in rows
        if (read := quantity(row.actual)) is not None and read.sign not in {None, "="}
    )


def is_met(target: str, actual: str) -> bool | None:
    """Whether a result meets a target; None where words or units cannot be compared."""
    if actual in _UNMET:
        return False
    aimed, reached = quantity(target), quantity(actual)
    if aimed is None or reached is None or reached.sign not in {None, "="}:
        return None
    figures = _comparable(aimed, reached)
    if figures is None:
        return None
    wanted, had = figures
    if aimed.sign is None:
        # Without a sign the direction is not known, but nothing can be better than all.
        return had >= wanted if aimed.unit == "%" and aimed.number == 100 else None
    return bool(_COMPARE[aimed.sign](had, wanted))


def _comparable(aimed: Quantity, reached: Quantity) -> tuple[Fraction, Fraction] | None:
    """Both numbers in one unit; a bare result is in the unit of its target."""
    if reached.unit and aimed.unit and reached.unit != aimed.unit:
        return None
    if aimed.unit == "%" and not reached.unit and reached.number <= 1:
        return None  # 1 beside 100% may be one percent or all
    multiple = aimed.multiple or reached.multiple or 1
    own = reached.multiple or multiple
    return aimed.number * multiple, reached.number * own


def check_budget(table: Table) -> Verdict:
    """The money, its total against its parts, and the rate that was computed from it.

    The rate is what was spent, divided by the budget after adjustment. Divided by zero it is not
    zero: it is undefined, and no score follows from it.
    """
    rows = [row for row in table.indicators if row.funds]
    if not rows:
        return NotTested(marked("no budget is printed beside what was spent"))
    return tuple(fault for row in rows for fault in _budget_faults(row))


def execution_rates(table: Table) -> tuple[tuple[Funds, Decimal | None, Decimal | None], ...]:
    """Each line of money, with the percentage spent of the adjusted and of the first budget."""
    return tuple(
        (line, _rate(line.executed, line.final), _rate(line.executed, line.initial))
        for row in table.indicators
        for line in row.funds
    )


def _rate(spent: Decimal, budget: Decimal | None) -> Decimal | None:
    return None if not budget else Decimal(percent(Fraction(spent) / Fraction(budget))[:-1])


def _budget_faults(row: Row) -> list[Fault]:
    total, *parts = row.funds
    faults = [*_rate_faults(row, total)]
    for part in parts:
        if part.final > total.final or part.executed > total.executed:
            why = marked("the total is {total} while a part of it is {part}")
            values = {"total": _written(total), "part": _written(part)}
            faults.append(Fault(FaultName.FUNDS_DISAGREE, row.line, row.name, why, values))
    return faults


def _rate_faults(row: Row, total: Funds) -> list[Fault]:
    if total.final:
        exact = Fraction(total.executed) / Fraction(total.final)
        if row.rate is None or agrees(row.rate, exact):
            return []
        why = marked("{spent} of {budget} is {exact}, and {printed} is printed")
        values = {
            "spent": said(total.executed),
            "budget": said(total.final),
            "exact": percent(exact),
            "printed": percent(row.rate),
        }
        return [Fault(FaultName.EXECUTION_RATE_WRONG, row.line, row.name, why, values)]
    if row.score is None and row.rate is None:
        return []
    why = marked("a budget of 0 has no rate of execution, yet the score {score} was given for it")
    values = {"score": said(row.score) if row.score is not None else percent(row.rate or 0)}
    return [Fault(FaultName.ZERO_BUDGET, row.line, row.name, why, values)]


def _written(line: Funds) -> str:
    known = (line.initial, line.final, line.executed)
    return "/".join(said(each) for each in known if each is not None)
