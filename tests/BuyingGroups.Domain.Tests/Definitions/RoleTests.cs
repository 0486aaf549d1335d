using BuyingGroups.Domain.Definitions;
using Xunit;

namespace BuyingGroups.Domain.Tests.Definitions;

public class RoleTests
{
    [Fact]
    public void There_are_six_default_roles_under_fixed_ids() =>
        Assert.Equal(
            [
                ("decision-maker", "Decision Maker"),
                ("influencer", "Influencer"),
                ("practitioner", "Practitioner"),
                ("executive-steering-committee", "Executive Steering Committee"),
                ("champion", "Champion"),
                ("other", "Other"),
            ],
            Role.Defaults.Select(role => (role.Id.Value, role.Name)));

    [Fact]
    public void There_are_20_roles_at_most() => Assert.Equal(20, Role.MaxRoles);

    [Theory]
    [InlineData(RoleWeighting.Trivial, 20)]
    [InlineData(RoleWeighting.Minor, 40)]
    [InlineData(RoleWeighting.Normal, 60)]
    [InlineData(RoleWeighting.Important, 80)]
    [InlineData(RoleWeighting.Vital, 100)]
    public void A_weighting_level_has_its_value(RoleWeighting weighting, int value) => Assert.Equal(value, (int)weighting);
}
