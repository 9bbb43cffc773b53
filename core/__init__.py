"""What Ballad knows and computes, without a screen."""
