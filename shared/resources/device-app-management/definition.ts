// The one definition of deviceAppManagement, which is here nothing but the way to the apps.
import { object } from 'yup';
import { defineEntityType } from '../../odata/entity-type.ts';
import { keyProperty } from '../../odata/properties.ts';

/**
 * The entity type, of which there is one. Graph's has many more properties.
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-deviceappmanagement
 */
export const deviceAppManagement = defineEntityType({
  name: 'deviceAppManagement',
  description: 'What there is of app management.',
  schema: object({ id: keyProperty('Key of the entity.') }),
  navigationProperties: [
    {
      name: 'mobileApps',
      targetType: 'microsoft.graph.mobileApp',
      isCollection: true,
      containsTarget: true,
      writeProblem: 'an app is made with its first status.',
    },
  ],
});
