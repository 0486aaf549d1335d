using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BuyingGroups.Storage.Tests;

/// <summary>A clock that is set forward deletes nothing before it has stood for an hour.</summary>
public class SteadyClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly SettableClock _time = new();
    private readonly SteadyClock _clock;

    public SteadyClockTests() => _clock = new SteadyClock(_time);

    [Fact]
    public void A_clock_that_runs_is_trusted()
    {
        Pass(TimeSpan.FromDays(40));

        Assert.Equal(Start.AddDays(40), _clock.TrustedNow);
    }

    [Fact]
    public void A_small_step_is_trusted_at_once_and_a_step_back_too()
    {
        _time.Set(TimeSpan.FromMinutes(5));
        Assert.Equal(Start.AddMinutes(5), _clock.TrustedNow);

        _time.Set(TimeSpan.FromDays(-3));
        Assert.Equal(Start.AddMinutes(5).AddDays(-3), _clock.TrustedNow);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(6).AddDays(-3), _clock.TrustedNow);
    }

    [Fact]
    public void After_a_jump_the_time_goes_on_as_before_until_the_new_one_has_stood_for_an_hour()
    {
        _time.Set(TimeSpan.FromDays(26));
        Assert.Equal(Start, _clock.TrustedNow);

        Pass(TimeSpan.FromMinutes(59));
        Assert.Equal(Start.AddMinutes(59), _clock.TrustedNow);

        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddHours(1).AddDays(26), _clock.TrustedNow);
    }

    [Fact]
    public void A_jump_that_is_taken_back_leaves_nothing_behind()
    {
        _time.Set(TimeSpan.FromDays(26));
        Assert.Equal(Start, _clock.TrustedNow);
        Pass(TimeSpan.FromMinutes(30));
        _time.Set(TimeSpan.FromDays(-26));
        Assert.Equal(Start.AddMinutes(30), _clock.TrustedNow);

        _time.Set(TimeSpan.FromDays(26));
        Pass(TimeSpan.FromMinutes(45));

        Assert.Equal(Start.AddMinutes(75), _clock.TrustedNow);
    }

    [Fact]
    public void A_second_jump_begins_the_hour_anew()
    {
        _time.Set(TimeSpan.FromDays(1));
        Assert.Equal(Start, _clock.TrustedNow);
        Pass(TimeSpan.FromMinutes(50));
        _time.Set(TimeSpan.FromDays(1));
        Assert.Equal(Start.AddMinutes(50), _clock.TrustedNow);

        Pass(TimeSpan.FromMinutes(50));

        Assert.Equal(Start.AddMinutes(100), _clock.TrustedNow);
    }

    [Fact]
    public void Many_small_steps_are_a_jump()
    {
        for (var step = 0; step < 100; step++)
        {
            _time.Set(TimeSpan.FromMinutes(4));
            Pass(TimeSpan.FromSeconds(1));
            Assert.InRange(_clock.TrustedNow, Start, Start.AddMinutes(7));
        }
    }

    private void Pass(TimeSpan by) => _time.Advance(by);

    /// <summary>A clock that time passes for, and that can be set, which its monotonic part doesn't follow.</summary>
    private sealed class SettableClock : TimeProvider
    {
        private readonly FakeTimeProvider _time = new(Start);
        private TimeSpan _set;

        public override long TimestampFrequency => _time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + _set;

        public override long GetTimestamp() => _time.GetTimestamp();

        public void Advance(TimeSpan by) => _time.Advance(by);

        public void Set(TimeSpan by) => _set += by;
    }
}
