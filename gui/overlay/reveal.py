"""The motion by which a card appears: it fades in. While it does, it can be used already."""

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from gui.theme.tokens import CALM_MS


def fade_in(widget: QWidget) -> None:
    """Let a widget appear. The effect goes when it is done, so that nothing is painted by way of it afterwards."""
    effect = QGraphicsOpacityEffect(widget)
    effect.setOpacity(0.0)
    widget.setGraphicsEffect(effect)
    animation = QVariantAnimation(widget)
    animation.setDuration(CALM_MS)
    animation.setStartValue(0.0)
    animation.setEndValue(1.0)
    animation.setEasingCurve(QEasingCurve.Type.OutCubic)
    animation.valueChanged.connect(effect.setOpacity)
    animation.finished.connect(lambda: widget.setGraphicsEffect(None))  # type: ignore[arg-type]  # None takes it away
    animation.start(QVariantAnimation.DeletionPolicy.DeleteWhenStopped)
