"""What Ballad knows and computes, without a screen."""

import os

# The matrices here are small: threads of the linear algebra library cost ten times what they save (benchmarks/).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
