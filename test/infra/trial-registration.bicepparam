// The registration of a trial: Azure CLI gets tokens without being asked for consent, and nobody has to be assigned.
using '../../infra/entra/main.bicep'
extends '../../infra/entra/main.bicepparam'

param allowAzureCli = true
param assignmentRequired = false
