"""Open Contracting Data Standard 1.1.5: releases, records and the extension of this portal."""
