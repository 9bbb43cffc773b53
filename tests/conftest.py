"""Property tests have no deadline: a first call that imports or compiles something is no failure."""

from hypothesis import settings

settings.register_profile("ballad", deadline=None)
settings.load_profile("ballad")
