using BuyingGroups.Domain.Conditions;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>Maps attributes from and to the contracts.</summary>
internal static class AttributeMapping
{
    public static Proto.Attribute ToProto((string Name, AttributeType Type) attribute, Proto.AttributeSubject subject) => new()
    {
        Subject = subject,
        Attribute_ = attribute.Name,
        Type = ProtoEnums.AttributeType.Proto(attribute.Type),
        Custom = CustomName.AfterPrefix(attribute.Name) is not null,
    };

    public static AttributeSubject ToSubject(this Proto.AttributeSubject subject) => ProtoEnums.AttributeSubject.Own(subject);

    /// <summary>The type of a value; null for a value without a kind.</summary>
    public static AttributeType? TypeOf(Proto.AttributeValue value) => value.KindCase switch
    {
        Proto.AttributeValue.KindOneofCase.Text => AttributeType.Text,
        Proto.AttributeValue.KindOneofCase.Number => AttributeType.Number,
        Proto.AttributeValue.KindOneofCase.Boolean => AttributeType.Boolean,
        Proto.AttributeValue.KindOneofCase.Date => AttributeType.Date,
        _ => null,
    };
}
