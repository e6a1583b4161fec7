// The prod profile, whatever the environment says of profiles.
using 'main.bicep'
extends 'main.bicepparam'

import { prod } from 'profiles/prod.bicep'

param profile = prod
