"""The way back and forward again: views before the one on screen, and views that were taken back."""

from dataclasses import dataclass, field

from core.view import View

LONGEST = 50


@dataclass
class History:
    """`past` are the views before the present one, `future` those taken back, the nearest last in both."""

    past: list[View] = field(default_factory=list)
    future: list[View] = field(default_factory=list)

    def leave(self, view: View) -> None:
        """Another view takes the place of this one; what was taken back before is forgotten."""
        self.past = [*self.past[-LONGEST + 1 :], view]
        self.future.clear()

    def back(self, now: View) -> View:
        """The view before this one, asked of the same cohort; this one where there is none."""
        return _step(now, self.past, self.future)

    def forward(self, now: View) -> View:
        """The view that was taken back last, asked of the same cohort; this one where there is none."""
        return _step(now, self.future, self.past)

    def clear(self) -> None:
        """Forget the way."""
        self.past.clear()
        self.future.clear()


def _step(now: View, source: list[View], target: list[View]) -> View:
    """The nearest view of `source` that asks something else; a change of cohort alone is no step."""
    while source:
        found = source.pop().change(cohort=now.cohort)
        if found != now:
            target.append(now)
            return found
    return now
