using BuyingGroups.Domain.Events;
using Xunit;
using static BuyingGroups.Domain.Events.NumberComparison;

namespace BuyingGroups.Domain.Tests.Events;

/// <summary>=, ≠, &lt;, ≤, &gt;, ≥ and between.</summary>
public class NumberConstraintTests
{
    [Theory]
    //                       below, at, above 50
    [InlineData(Equal, false, true, false)]
    [InlineData(NotEqual, true, false, true)]
    [InlineData(Less, true, false, false)]
    [InlineData(LessOrEqual, true, true, false)]
    [InlineData(Greater, false, false, true)]
    [InlineData(GreaterOrEqual, false, true, true)]
    public void A_number_compares_with_a_value(NumberComparison comparison, bool below, bool at, bool above)
    {
        var constraint = new NumberConstraint(comparison, 50);

        Assert.Equal((below, at, above), (constraint.Holds(49), constraint.Holds(50), constraint.Holds(51)));
    }

    [Fact]
    public void Between_has_both_its_bounds()
    {
        var constraint = new NumberConstraint(Between, 25, 75);

        Assert.Equal([false, true, true, true, false], new double[] { 24, 25, 50, 75, 76 }.Select(constraint.Holds));
    }
}
