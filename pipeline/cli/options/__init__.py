"""The options of the command line: each written once, with what their texts may say and what completion offers."""
