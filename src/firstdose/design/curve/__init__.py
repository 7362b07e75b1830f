"""Models of the dose-DLT curve and their posteriors: what all patients together say of every level."""
