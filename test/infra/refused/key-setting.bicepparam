// A key among the settings: the service would refuse to start with it.
using '../../../infra/main.bicep'
extends '../../../infra/main.bicepparam'

param settings = { Cosmos_Key: 'anything' }
