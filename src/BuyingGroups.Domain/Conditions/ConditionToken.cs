using Superpower.Display;

namespace BuyingGroups.Domain.Conditions;

/// <summary>The tokens of the text form.</summary>
internal enum ConditionToken
{
    [Token(Description = "word")]
    Word,

    [Token(Description = "text in quotes")]
    Text,

    [Token(Description = "number")]
    Number,

    [Token(Description = "date")]
    Date,

    [Token(Example = "(")]
    Open,

    [Token(Example = ")")]
    Close,

    [Token(Example = ",")]
    Comma,

    [Token(Example = ".")]
    Dot,

    [Token(Example = "<")]
    Less,

    [Token(Example = "<=")]
    LessOrEqual,

    [Token(Example = ">")]
    Greater,

    [Token(Example = ">=")]
    GreaterOrEqual,
}
