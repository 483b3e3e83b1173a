"""The portfolio file: rows, a journal of every change, and what guards them. No Qt; no rule of the business."""
