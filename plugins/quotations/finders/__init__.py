"""What finds quotations: direct, indirect, fragments, headlines, interviews."""
