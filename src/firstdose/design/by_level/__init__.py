"""What one level's own patients say: functions of counts at a level, and tables of them."""
