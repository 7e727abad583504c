"""What a hostile input may and may not do: properties, a fuzzer that hunts for breaches of them, and those it found."""
