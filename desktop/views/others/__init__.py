"""Others' books side by side, and the review of their riskiest accounts."""
