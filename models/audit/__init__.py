"""Who changed what, when and from where. Written by triggers, so that no path can forget it."""
