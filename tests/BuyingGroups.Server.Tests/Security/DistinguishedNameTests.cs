using System.Security.Cryptography.X509Certificates;
using BuyingGroups.Server.Security;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>Names of certificates are compared as names, whatever they are written like.</summary>
public sealed class DistinguishedNameTests
{
    // With two units, an address, a value with every special character, and one that isn't ASCII; as openssl's configuration would have it.
    private static readonly X500DistinguishedName Name = Build(builder =>
    {
        // The last part of the certificate first, as it is written.
        builder.AddCommonName("crm");
        builder.AddEmailAddress("crm@example.com");
        builder.AddOrganizationalUnitName("Sales");
        builder.AddOrganizationName("Müller, Söhne + Co; \"Ltd\" = #1\\");
        builder.AddCountryOrRegion("DE");
    });

    [Theory]
    // As `openssl x509 -noout -subject -nameopt RFC2253` prints it.
    [InlineData(@"CN=crm,emailAddress=crm@example.com,OU=Sales,O=M\C3\BCller\, S\C3\B6hne \+ Co\; \""Ltd\"" = #1\\,C=DE")]
    [InlineData(@"CN=crm, E=crm@example.com, OU=Sales, O=Müller\2C Söhne \+ Co\; \""Ltd\"" \3D #1\5C, C=DE")]
    [InlineData(
        @"2.5.4.3=crm,1.2.840.113549.1.9.1=#160F63726D406578616D706C652E636F6D,ou=Sales,o=""Müller, Söhne + Co; \""Ltd\"" = #1\\"",c=DE")]
    public void A_name_is_the_same_in_every_notation(string text)
    {
        Assert.Equal(DistinguishedName.Of(Name), DistinguishedName.Parse(text));
        Assert.Equal(DistinguishedName.Of(Name).GetHashCode(), DistinguishedName.Parse(text)!.GetHashCode());
    }

    [Theory]
    [InlineData("CN=crm,O=Example", "CN=crm, O=Example", true)]
    [InlineData("CN=crm,O=Example", "cn = crm ;O= Example ", true)]
    [InlineData("CN=crm+UID=7,O=Example", "UID=7+CN=crm,O=Example", true)]
    [InlineData("CN=crm,O=Example", "O=Example,CN=crm", false)]
    [InlineData("CN=crm,O=Example", "CN=CRM,O=Example", false)]
    [InlineData("CN=crm,O=Example", "CN=crm", false)]
    [InlineData("CN=crm,O=Example", @"CN=crm\,O=Example", false)]
    [InlineData("CN=a+UID=b,O=c", "CN=a,UID=b,O=c", false)]
    [InlineData(@"CN=a\|2.5.4.10=1:b", "CN=a,O=b", false)]
    public void Parts_are_compared_in_their_order_letter_by_letter(string one, string other, bool same) =>
        Assert.Equal(same, DistinguishedName.Parse(one)!.Equals(DistinguishedName.Parse(other)));

    [Theory]
    [InlineData("")]
    [InlineData("crm")]
    [InlineData("=crm")]
    [InlineData("CN=crm,")]
    [InlineData("XX=crm")]
    [InlineData("CN=\"crm")]
    [InlineData(@"CN=crm\")]
    [InlineData("CN=#zz")]
    public void What_is_no_name_is_refused(string text) => Assert.Null(DistinguishedName.Parse(text));

    [Theory]
    [InlineData("300E310C300A06035504030C0363726D")] // UTF8String
    [InlineData("300E310C300A0603550403130363726D")] // PrintableString
    [InlineData("3011310F300D06035504031E0600630072006D")] // BMPString
    public void The_string_type_that_a_certificate_has_makes_no_difference(string encoded) =>
        Assert.Equal(DistinguishedName.Parse("CN=crm"), DistinguishedName.Of(new X500DistinguishedName(Convert.FromHexString(encoded))));

    private static X500DistinguishedName Build(Action<X500DistinguishedNameBuilder> add)
    {
        var builder = new X500DistinguishedNameBuilder();
        add(builder);
        return builder.Build();
    }
}
