namespace BuyingGroups.Domain.Conditions;

/// <summary>
/// Finds which of many needles a text contains, in one pass over the text however many there are (Aho and Corasick, 1975). Each needle
/// stands for a set of predicates. A state of the trie stands for the predicates of every needle that ends there, so needles that are
/// suffixes of each other cost nothing more.
/// </summary>
internal sealed class NeedleTrie
{
    private const int AsciiUnits = 128;

    private readonly Dictionary<long, int> _next = [];
    private readonly int[] _ofRoot = new int[AsciiUnits];
    private readonly List<UInt128> _holds = [UInt128.Zero];
    private readonly List<(int Parent, char Unit, int Depth)> _states = [default];
    private int[]? _fallbacks;
    private UInt128 _all;

    /// <summary>Whether the trie has no needles.</summary>
    public bool IsEmpty => _all == UInt128.Zero;

    /// <summary>Adds a needle.</summary>
    /// <param name="needle">The folded needle.</param>
    /// <param name="predicates">The predicates that hold if it is found.</param>
    public void Add(string needle, UInt128 predicates)
    {
        var state = 0;
        foreach (var unit in needle)
        {
            if (Next(state, unit) is var next and not 0)
            {
                state = next;
                continue;
            }

            var (parent, depth) = (state, _states[state].Depth + 1);
            state = _states.Count;
            _states.Add((parent, unit, depth));
            _holds.Add(UInt128.Zero);
            _next.Add(Key(parent, unit), state);
            if (parent == 0 && unit < AsciiUnits)
            {
                _ofRoot[unit] = state;
            }
        }

        _holds[state] |= predicates;
        _all |= predicates;
    }

    /// <summary>Prepares the trie for <see cref="Within"/>. Nothing can be added afterwards.</summary>
    public void Complete()
    {
        _fallbacks = new int[_states.Count];
        foreach (var state in Enumerable.Range(1, _states.Count - 1).OrderBy(state => _states[state].Depth))
        {
            var (parent, unit, depth) = _states[state];
            _fallbacks[state] = depth == 1 ? 0 : Step(_fallbacks[parent], unit);
            _holds[state] |= _holds[_fallbacks[state]];
        }
    }

    /// <summary>The predicates of the needles that the text begins with.</summary>
    public UInt128 AtStart(ReadOnlySpan<char> text)
    {
        var (state, found) = (0, _holds[0]);
        foreach (var unit in text)
        {
            state = Next(state, unit);
            if (state == 0)
            {
                break;
            }

            found |= _holds[state];
        }

        return found;
    }

    /// <summary>The predicates of the needles that the text ends with, if the needles were added reversed.</summary>
    public UInt128 AtEnd(ReadOnlySpan<char> text)
    {
        var (state, found) = (0, _holds[0]);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            state = Next(state, text[i]);
            if (state == 0)
            {
                break;
            }

            found |= _holds[state];
        }

        return found;
    }

    /// <summary>The predicates of the needles that the text contains anywhere.</summary>
    public UInt128 Within(ReadOnlySpan<char> text)
    {
        var (state, found) = (0, _holds[0]);
        foreach (var unit in text)
        {
            state = Step(state, unit);
            found |= _holds[state];
            if (found == _all)
            {
                break;
            }
        }

        return found;
    }

    private static long Key(int state, char unit) => ((long)state << 16) | unit;

    private int Step(int state, char unit)
    {
        int next;
        while ((next = Next(state, unit)) == 0 && state != 0)
        {
            state = _fallbacks![state];
        }

        return next;
    }

    // 0 is the root, to which no letter leads.
    private int Next(int state, char unit) =>
        state == 0 && unit < AsciiUnits ? _ofRoot[unit] : _next.GetValueOrDefault(Key(state, unit));
}
