"""Array types by element; the shape stands in each docstring: T trials, P patients, K levels."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

F64: TypeAlias = NDArray[np.float64]
U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]
I16: TypeAlias = NDArray[np.int16]
I8: TypeAlias = NDArray[np.int8]
Bool: TypeAlias = NDArray[np.bool_]
