"""When people in the demo programme have time."""

from backend.demo.draw import Draw
from backend.demo.shares import SLOT_WEIGHT
from backend.people.vocabulary import SLOTS, bits


def draw_slots(draw: Draw) -> int:
    """Return a mask of two to six half days, evenings and weekends more often; one in ten did not tell."""
    if draw.chance(0.1):
        return 0
    weights = {slot: SLOT_WEIGHT[slot.partition("_")[2]] * (2 if slot[:3] in {"sat", "sun"} else 1) for slot in SLOTS}
    return bits({draw.share(weights) for _ in range(draw.whole(2, 6))}, SLOTS)
