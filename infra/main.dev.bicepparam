// The dev profile, whatever the environment says of profiles.
using 'main.bicep'
extends 'main.bicepparam'

import { dev } from 'profiles/dev.bicep'

param profile = dev
