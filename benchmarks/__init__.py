"""What every figure about speed and size is measured with: our operation and its floor, in turns, in one process."""
