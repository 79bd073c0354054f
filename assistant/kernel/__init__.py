"""The words that everything else is said in: values, events, errors, ports, bus and clock. Imports nothing of ours."""
