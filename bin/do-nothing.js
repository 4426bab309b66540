// Stands in for npm while npq looks at git dependencies: pacote would start npm in the clone, and with it
// the stranger's scripts.
