// Reads the CSDL document that is named and validates it; prints each error and exits with 1 when there is one.
using System.Xml;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Validation;

using var reader = XmlReader.Create(args[0]);
if (!CsdlReader.TryParse(reader, out IEdmModel model, out IEnumerable<EdmError> parseErrors))
{
    return Report(parseErrors);
}
if (!model.Validate(out IEnumerable<EdmError> errors))
{
    return Report(errors);
}
foreach (IEdmSchemaElement element in model.SchemaElements)
{
    Console.WriteLine($"{element.SchemaElementKind} {element.FullName()}");
}
return 0;

static int Report(IEnumerable<EdmError> errors)
{
    foreach (EdmError error in errors)
    {
        Console.WriteLine($"{error.Severity} {error.ErrorCode} at {error.ErrorLocation}: {error.ErrorMessage}");
    }
    return 1;
}
