package io.mytracer.jmc;

import java.util.stream.Collectors;

/** What stands for the JVM in the metadata of JMC's product: a unit without a bundle. */
final class JavaUnit {
    private JavaUnit() {}

    static String xml() {
        return """
        <unit id='a.jre.javase' version='21.0.0' singleton='false'>
          <provides>
            <provided namespace='org.eclipse.equinox.p2.iu' name='a.jre.javase' version='21.0.0'/>
            <provided namespace='osgi.ee' name='JavaSE' version='17.0.0'>
              <properties>
                <property name='osgi.ee' value='JavaSE'/>
                <property name='version' value='17.0.0' type='Version'/>
              </properties>
            </provided>
            %s
          </provides>
          <touchpoint id='null' version='0.0.0'/>
        </unit>
        """
                .formatted(packages());
    }

    private static String packages() {
        return ModuleLayer.boot().modules().stream()
                .filter(module -> module.getName().matches("java\\..*|jdk\\.unsupported"))
                .flatMap(module -> module.getPackages().stream().filter(module::isExported))
                .sorted()
                .map(
                        name ->
                                "<provided namespace='java.package' name='"
                                        + name
                                        + "' version='0.0.0'/>")
                .collect(Collectors.joining("\n    "));
    }
}
