"""How YAML is read where it is not the reading that is judged."""

import yaml

# The form in C reads the same and is many times faster; `read_values.py` tries both.
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
