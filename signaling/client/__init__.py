"""The Python end of the wire: connects, resumes, reconnects."""
