"""Contracts (合同): recording what was agreed, so that it can be evaluated."""
