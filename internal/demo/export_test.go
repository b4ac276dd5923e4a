package demo

// AccountChanges is for the test that compares a fill's trail with the Stores'.
var AccountChanges = accountChanges
