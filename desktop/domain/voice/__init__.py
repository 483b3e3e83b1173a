"""The voice of the customer beyond the scores: comments, how they sound, what they are about, and who is not heard."""
