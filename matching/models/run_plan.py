"""What a run planned, kept as arrays: to compare it with another run, and to begin from when a family asks today."""

from io import BytesIO

import numpy as np
from django.db import models

from matching.engine import Kept
from matching.engine.arrays import AnyArray


class RunPlan(models.Model):
    """Whom a run planned for whom, dry or not: ids and numbers only, one row instead of one for each family."""

    run = models.OneToOneField("matching.Run", models.CASCADE, primary_key=True, related_name="plan")
    arrays = models.BinaryField(
        help_text="numpy .npz; by family: family, priority, helper (-1 = nobody), points; prices."
    )

    def __str__(self) -> str:
        return f"plan of run {self.run_id}"

    def read(self) -> dict[str, AnyArray]:
        """Return the arrays by name."""
        with np.load(BytesIO(self.arrays), allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}

    def kept(self) -> Kept | None:
        """Return what the next plan may begin with; None where the run had no prices down to the tie."""
        arrays = self.read()
        if "price" not in arrays:
            return None
        served = arrays["helper"] >= 0
        return Kept(
            family=arrays["family"][served],
            helper=arrays["helper"][served],
            dear=arrays["dear"],
            price=arrays["price"],
            price_tie=arrays["price_tie"],
            step=int(arrays["step"]),
        )


def packed(**arrays: AnyArray) -> bytes:
    """Return what `RunPlan.arrays` holds: the same bytes for the same arrays."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
