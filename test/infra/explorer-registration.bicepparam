// The registration where the explorer is on: an application of its own that users sign in by.
using '../../infra/entra/main.bicep'
extends '../../infra/entra/main.bicepparam'

param explorerUrl = 'https://func-example.azurewebsites.net/docs'
