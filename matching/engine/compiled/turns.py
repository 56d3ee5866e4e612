"""Municipalities take turns for the places that a plan fills: plain Python that numba compiles as it is.

Greedy over the bases of a matroid (Edmonds, Matroids and the greedy algorithm, 1971): each turn asks for one more served
family of one municipality, and gets it if a best plan exists that serves all that was got before and this one too. So
long as the municipality has more than it asked for, nothing moves; else a search looks for a municipality that has more
than its turns gave it, along places that families could hand on to each other. What a vain search saw can never lead
out again, so it is never searched a second time.
"""

from typing import Final, NamedTuple

from matching.engine.arrays import Ints

ENDLESS: Final = 2**62
# Columns of `homes`, one row per family: its helper and its place in `slots`, or -1; its municipality; 1 if a best plan
# may leave it out.
HELPER, SLOT, TOWN, MAY_GO = range(4)
# Columns of `houses`, one row per helper: its places are slots[FIRST] … slots[LAST - 1], all taken. In one search: the
# number of the search that reached it, ENDLESS where it was in vain; the family that would come.
FIRST, LAST, SEEN, CAME = range(4)
# Columns of `towns`, one row per municipality: its families are residents[FIRST] … residents[LAST - 1]; SEEN as above;
# CAME is the family that would go; how many are served, and how many its turns have made sure of.
SERVED, SURE = 4, 5
# Cells of `tally`: searches and looks so far; how many are in `line`.
SEARCHES, LOOKS, LINED = range(3)


class Table(NamedTuple):
    """All arrays are int64. Only pairs over which a best plan can be turned into another are here.

    starts, helper  helpers that family f could move to: helper[starts[f]] … helper[starts[f + 1] - 1]
    line            of one search: helper h as h, municipality m as -1 - m
    """

    starts: Ints
    helper: Ints
    homes: Ints
    houses: Ints
    towns: Ints
    slots: Ints
    residents: Ints
    line: Ints
    tally: Ints


def take_turns(table: Table, turns: Ints, start: int, most: int) -> int:
    """Give the municipalities turns[start], … their turn until `most` looks are spent; return how far it came."""
    towns, tally = table.towns, table.tally
    tally[LOOKS] = 0
    while start < turns.size and tally[LOOKS] < most:
        town = turns[start]
        start += 1
        if towns[town, SEEN] == ENDLESS:
            continue
        if towns[town, SERVED] == towns[town, SURE]:
            giver = find_giver(table, town)
            if giver < 0:
                continue
            hand_on(table, town, giver)
        towns[town, SURE] += 1
    return start


def find_giver(table: Table, town: int) -> int:
    """Return the municipality that can give a place to `town`, or -1 after closing all that was seen."""
    starts, helper, homes, houses, towns, slots, residents, line, tally = table
    tally[SEARCHES] += 1
    towns[town, SEEN], line[0], tally[LINED] = tally[SEARCHES], -1 - town, 1
    at = 0
    while at < tally[LINED]:
        node = line[at]
        at += 1
        if node < 0:
            first, last, members = towns[-1 - node, FIRST], towns[-1 - node, LAST], residents
        else:
            first, last, members = houses[node, FIRST], houses[node, LAST], slots
        tally[LOOKS] += last - first
        for i in range(first, last):
            family = members[i]
            if node >= 0 or homes[family, HELPER] < 0:
                giver = look(starts, helper, homes, houses, towns, slots, line, tally, family)
                if giver >= 0:
                    return giver
    for i in range(tally[LINED]):
        if line[i] < 0:
            towns[-1 - line[i], SEEN] = ENDLESS
        else:
            houses[line[i], SEEN] = ENDLESS
    return -1


def look(
    starts: Ints,
    helpers: Ints,
    homes: Ints,
    houses: Ints,
    towns: Ints,
    slots: Ints,
    line: Ints,
    tally: Ints,
    family: int,
) -> int:
    """Line up the helpers that the family could move to and the municipalities there; return one that can give, or -1."""
    number = tally[SEARCHES]
    tally[LOOKS] += starts[family + 1] - starts[family]
    for row in range(starts[family], starts[family + 1]):
        helper = helpers[row]
        if houses[helper, SEEN] >= number:
            continue
        houses[helper, SEEN], houses[helper, CAME] = number, family
        line[tally[LINED]] = helper
        tally[LINED] += 1
        for slot in range(houses[helper, FIRST], houses[helper, LAST]):
            holder = slots[slot]
            town = homes[holder, TOWN]
            if homes[holder, MAY_GO] == 1 and towns[town, SEEN] < number:
                towns[town, SEEN], towns[town, CAME] = number, holder
                if towns[town, SERVED] > towns[town, SURE]:
                    return int(town)
                line[tally[LINED]] = -1 - town
                tally[LINED] += 1
    return -1


def hand_on(table: Table, town: int, giver: int) -> None:
    """Move everybody on the way that the search found from `town` to `giver`."""
    homes, houses, towns = table.homes, table.houses, table.towns
    towns[giver, SERVED] -= 1
    towns[town, SERVED] += 1
    while giver != town:
        gone = towns[giver, CAME]
        helper, slot = homes[gone, HELPER], homes[gone, SLOT]
        homes[gone, HELPER], homes[gone, SLOT] = -1, -1
        while helper >= 0:
            mover = houses[helper, CAME]
            left, before = homes[mover, HELPER], homes[mover, SLOT]
            table.slots[slot] = mover
            homes[mover, HELPER], homes[mover, SLOT] = helper, slot
            helper, slot = left, before
        giver = homes[mover, TOWN]
