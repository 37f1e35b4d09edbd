"""The classifier: how likely a text is of each class of message, or of each language.

The weights are trained by `bench/messages/train.py` on sentences of the project's own and stored as bytes.
"""

from __future__ import annotations

import io
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import frozen

from templates_en.messages.features import features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OTHER = "other"
"""The class of a sentence that asks for nothing: a greeting, an order number."""


@frozen(eq=False)
class Model:
    """`weights` of each number for each name, int8 in units of `scale`; `bias` for each name.

    `doubt` is the score of "none of these": a text that speaks for no name by itself is likely of none.
    """

    names: tuple[str, ...]
    weights: NDArray[np.int8]  # (WIDTH, names)
    scale: float
    bias: NDArray[np.float64]  # (names,)
    doubt: float

    def likelihoods(self, text: str) -> dict[str, float]:
        """How likely the text is of each name; with the doubt they add up to 1."""
        import numpy as np  # noqa: PLC0415 - only for messages, and slow to load

        rows = np.fromiter(features(text), dtype=np.int64)
        if not rows.size:
            return dict.fromkeys(self.names, 1 / len(self.names))
        scores = self.weights[rows].sum(axis=0, dtype=np.int64) * (self.scale / np.sqrt(rows.size)) + self.bias
        raised = np.exp(scores)
        return dict(zip(self.names, (raised / (raised.sum() + np.exp(self.doubt))).tolist(), strict=True))


@cache
def model(of: str) -> Model:
    """The model of "class" or of "language"."""
    import numpy as np  # noqa: PLC0415 - the same

    stored = resources.files("templates_en").joinpath("data/messages.npz").read_bytes()
    with np.load(io.BytesIO(stored)) as arrays:
        return Model(
            tuple(arrays[f"{of}_names"].tolist()),
            arrays[f"{of}_weights"],
            float(arrays[f"{of}_scale"]),
            arrays[f"{of}_bias"].astype(np.float64),
            float(arrays[f"{of}_doubt"]),
        )
