using BuyingGroups.Domain.Membership;
using Xunit;

namespace BuyingGroups.Domain.Tests.Membership;

/// <summary>Names of authors that only the service gives.</summary>
public class AuthorsTests
{
    [Theory]
    [InlineData("journeys/spring/nodes/3", true)]
    [InlineData("Journeys/spring", true)]
    [InlineData("jobs/7", true)]
    [InlineData("JOBS/", true)]
    [InlineData("journeys", false)]
    [InlineData("my jobs/7", false)]
    [InlineData("ute", false)]
    [InlineData("", false)]
    public void Names_that_look_like_a_journey_or_a_job_are_reserved(string name, bool reserved) =>
        Assert.Equal(reserved, Authors.IsReserved(name));

    [Fact]
    public void Journeys_and_jobs_have_such_names()
    {
        Assert.True(Authors.IsReserved(Authors.OfNode("spring", "3")));
        Assert.True(Authors.IsReserved(Authors.OfJob("7")));
    }
}
