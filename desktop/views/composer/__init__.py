"""The one line in which everything is logged, its form, and the panel that opens it anywhere."""

from __future__ import annotations

from desktop.views.composer.line import Composer
from desktop.views.composer.overlay import ComposerOverlay

__all__ = ["Composer", "ComposerOverlay"]
