namespace AkkaH2.RfcCoverage;

/// <summary>The tables of contents.</summary>
internal static class Contents
{
    public const string Http2 = """
        1 Introduction | prose
        2 HTTP/2 Protocol Overview | prose
        2.1 Document Organization | prose
        2.2 Conventions and Terminology | prose
        3 Starting HTTP/2
        3.1 HTTP/2 Version Identification
        3.2 Starting HTTP/2 for "https" URIs
        3.3 Starting HTTP/2 with Prior Knowledge
        3.4 HTTP/2 Connection Preface
        4 HTTP Frames
        4.1 Frame Format
        4.2 Frame Size
        4.3 Field Section Compression and Decompression
        4.3.1 Compression State
        5 Streams and Multiplexing
        5.1 Stream States
        5.1.1 Stream Identifiers
        5.1.2 Stream Concurrency
        5.2 Flow Control
        5.2.1 Flow-Control Principles
        5.2.2 Appropriate Use of Flow Control
        5.2.3 Flow-Control Performance
        5.3 Prioritization
        5.3.1 Background on Priority in RFC 7540 | history
        5.3.2 Priority Signaling in This Document
        5.4 Error Handling
        5.4.1 Connection Error Handling
        5.4.2 Stream Error Handling
        5.4.3 Connection Termination
        5.5 Extending HTTP/2
        6 Frame Definitions
        6.1 DATA
        6.2 HEADERS
        6.3 PRIORITY
        6.4 RST_STREAM
        6.5 SETTINGS
        6.5.1 SETTINGS Format
        6.5.2 Defined Settings
        6.5.3 Settings Synchronization
        6.6 PUSH_PROMISE
        6.7 PING
        6.8 GOAWAY
        6.9 WINDOW_UPDATE
        6.9.1 The Flow-Control Window
        6.9.2 Initial Flow-Control Window Size
        6.9.3 Reducing the Stream Window Size
        6.10 CONTINUATION
        7 Error Codes
        8 Expressing HTTP Semantics in HTTP/2
        8.1 HTTP Message Framing
        8.1.1 Malformed Messages
        8.2 HTTP Fields
        8.2.1 Field Validity
        8.2.2 Connection-Specific Header Fields
        8.2.3 Compressing the Cookie Header Field
        8.3 HTTP Control Data
        8.3.1 Request Pseudo-Header Fields
        8.3.2 Response Pseudo-Header Fields
        8.4 Server Push
        8.4.1 Push Requests
        8.4.2 Push Responses
        8.5 The CONNECT Method
        8.6 The Upgrade Header Field
        8.7 Request Reliability
        8.8 Examples | examples
        8.8.1 Simple Request | an example
        8.8.2 Simple Response | an example
        8.8.3 Complex Request | an example
        8.8.4 Response with Body | an example
        8.8.5 Informational Responses | an example
        9 HTTP/2 Connections
        9.1 Connection Management
        9.1.1 Connection Reuse | a matter of clients and of certificates
        9.2 Use of TLS Features
        9.2.1 TLS 1.2 Features
        9.2.2 TLS 1.2 Cipher Suites
        9.2.3 TLS 1.3 Features | SslStream sends no post-handshake request for a certificate, and takes no early data
        10 Security Considerations
        10.1 Server Authority | a matter of clients
        10.2 Cross-Protocol Attacks | over TLS, ALPN (§3.2); in cleartext the preface (§3.4)
        10.3 Intermediary Encapsulation Attacks
        10.4 Cacheability of Pushed Responses | a matter of clients
        10.5 Denial-of-Service Considerations
        10.5.1 Limits on Field Block Size
        10.5.2 CONNECT Issues
        10.6 Use of Compression | a matter of applications
        10.7 Use of Padding | a matter of applications
        10.8 Privacy Considerations | a matter of clients
        10.9 Remote Timing Attacks | prose
        11 IANA Considerations | prose
        """;

    public const string Hpack = """
        1 Introduction | prose
        1.1 Overview | prose
        1.2 Conventions | prose
        1.3 Terminology
        2 Compression Process Overview
        2.1 Header List Ordering
        2.2 Encoding and Decoding Contexts
        2.3 Indexing Tables
        2.3.1 Static Table
        2.3.2 Dynamic Table
        2.3.3 Index Address Space
        2.4 Header Field Representation | said again in §6
        3 Header Block Decoding
        3.1 Header Block Processing | said again in RFC 9113 §4.3
        3.2 Header Field Representation Processing
        4 Dynamic Table Management
        4.1 Calculating Table Size
        4.2 Maximum Table Size
        4.3 Entry Eviction When Dynamic Table Size Changes
        4.4 Entry Eviction When Adding New Entries
        5 Primitive Type Representations
        5.1 Integer Representation
        5.2 String Literal Representation
        6 Binary Format
        6.1 Indexed Header Field Representation
        6.2 Literal Header Field Representation
        6.2.1 Literal Header Field with Incremental Indexing
        6.2.2 Literal Header Field without Indexing
        6.2.3 Literal Header Field Never Indexed
        6.3 Dynamic Table Size Update
        7 Security Considerations
        7.1 Probing Dynamic Table State
        7.1.1 Applicability to HPACK and HTTP | prose
        7.1.2 Mitigation | prose
        7.1.3 Never-Indexed Literals
        7.2 Static Huffman Encoding | prose
        7.3 Memory Consumption | the limits of RFC 9113 §10.5.1
        7.4 Implementation Limits | the limits of RFC 9113 §10.5.1
        A Static Table Definition
        B Huffman Code
        C Examples
        """;

    public const string Priorities = """
        1 Introduction | prose
        2 Motivation for Replacing RFC 7540 Stream Priorities | prose
        2.1 Disabling RFC 7540 Stream Priorities
        2.1.1 Advice when Using Extensible Priorities as the Alternative | a matter of clients
        3 Applicability of the Extensible Priority Scheme | prose
        4 Priority Parameters
        4.1 Urgency
        4.2 Incremental
        4.3 Defining New Priority Parameters
        4.3.1 Registration | prose
        5 The Priority HTTP Header Field
        6 Reprioritization
        7 The PRIORITY_UPDATE Frame
        7.1 HTTP/2 PRIORITY_UPDATE Frame
        7.2 HTTP/3 PRIORITY_UPDATE Frame | HTTP/3
        8 Merging Client- and Server-Driven Priority Parameters
        9 Client Scheduling | a matter of clients
        10 Server Scheduling
        10.1 Intermediaries with Multiple Backend Connections | a matter of intermediaries
        11 Scheduling and the CONNECT Method
        12 Retransmission Scheduling | HTTP/3
        13 Fairness | prose
        13.1 Coalescing Intermediaries | a matter of intermediaries
        13.2 HTTP/1.x Back Ends | a matter of intermediaries
        13.3 Intentional Introduction of Unfairness | prose
        14 Why Use an End-to-End Header Field? | prose
        15 Security Considerations | prose
        16 IANA Considerations | prose
        """;

    public const string WebSockets = """
        1 Introduction | prose
        2 Terminology | prose
        3 The SETTINGS_ENABLE_CONNECT_PROTOCOL SETTINGS Parameter
        4 The Extended CONNECT Method
        5 Using Extended CONNECT to Bootstrap the WebSocket Protocol
        5.1 Example
        6 Design Considerations | prose
        7 About Intermediaries | a matter of intermediaries
        8 Security Considerations | prose
        9 IANA Considerations | prose
        """;
}
