"""Numbers: functions of arrays. They know nothing of labels, rounding or the screen."""
