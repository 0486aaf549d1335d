using BuyingGroups.Domain.Definitions;
using Xunit;

namespace BuyingGroups.Domain.Tests.Definitions;

public class NameKeyTests
{
    [Theory]
    [InlineData("Decision Maker", "decision maker")]
    [InlineData("Decision Maker", "DECISION MAKER")]
    [InlineData("Decision Maker", "  Decision Maker\t")]
    [InlineData("Décideur", "DÉCIDEUR")]
    [InlineData("Решающий", "РЕШАЮЩИЙ")]
    [InlineData("title", "TITLE")] // in no culture a dotted capital
    public void Names_that_differ_in_case_or_outer_white_space_are_one(string name, string same) =>
        Assert.Equal(NameKey.Of(name), NameKey.Of(same));

    [Theory]
    [InlineData("Decision Maker", "Decision  Maker")]
    [InlineData("Decision Maker", "DecisionMaker")]
    [InlineData("Decideur", "Décideur")]
    [InlineData("D\u00e9cideur", "De\u0301cideur")] // how an accent is composed counts
    [InlineData("Role 1", "Role 2")]
    public void Other_names_are_two(string name, string other) => Assert.NotEqual(NameKey.Of(name), NameKey.Of(other));

    [Theory]
    [InlineData("Decision Maker")]
    [InlineData(" straße ")]
    [InlineData("ǆ")]
    [InlineData("")]
    public void A_key_is_its_own_key(string name) => Assert.Equal(NameKey.Of(name), NameKey.Of(NameKey.Of(name)));
}
