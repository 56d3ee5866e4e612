"""Families to sponsor groups, which have room for so many families, persons and euro at once. Public: `plan_groups`."""
