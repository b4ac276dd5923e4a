package worker

// FactColumns are the columns that taking back copies.
func FactColumns(f Fact) string { return f.columns() }
